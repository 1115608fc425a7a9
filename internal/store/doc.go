// Package store keeps everything, in SQLite or in PostgreSQL. It is the
// ledger and the result log of the judge, the outbox of the alerts, the
// keeper of accounts, and what pages and API read.
//
// What belongs here is how things are kept: one text of SQL for both
// databases (sql/, from which sqlc makes package db), migrations that go
// forward only, transactions, the packed series of results. Rules belong
// above: the store does not decide what an incident is or who may read it.
// Storetest is the contract; it runs on both databases.
//
// Times are kept to the millisecond and come back in UTC.
package store
