// Package judge turns reports into states, incidents and alerts, and commits
// all that one report changes in one transaction. What is well and was well
// goes into the result log and nowhere else: that is the hot path.
package judge
