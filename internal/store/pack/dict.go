package pack

// A Dict gives each outcome a small number. The zero value is ready. It is
// not safe for concurrent use.
type Dict struct {
	ids  map[Outcome]uint32
	list []Outcome
}

// ID returns the number of o, a new one if need be.
func (d *Dict) ID(o Outcome) uint32 {
	if n := len(d.list); n > 0 && d.list[n-1] == o {
		return uint32(n - 1)
	}
	if id, ok := d.ids[o]; ok {
		return id
	}
	if d.ids == nil {
		d.ids = make(map[Outcome]uint32)
	}
	id := uint32(len(d.list))
	d.ids[o] = id
	d.list = append(d.list, o)
	return id
}

// Outcome returns the outcome of a number that ID gave.
func (d *Dict) Outcome(id uint32) Outcome { return d.list[id] }
