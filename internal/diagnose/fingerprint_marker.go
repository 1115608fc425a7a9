package diagnose

// A MarkerKind says where a marker is looked for.
type MarkerKind uint8

// Kinds of markers. No comparison heeds the case of ASCII letters.
const (
	HeaderHas  MarkerKind = iota // the field Name holds Value; an empty Value asks for presence
	HeaderIs                     // the field Name is Value
	CookieHas                    // a cookie is set whose name begins with Name
	BodyHas                      // the body holds Value
	BodyIs                       // the body, without space around it, is Value
	ElementHas                   // an element <Name> of XML or HTML holds Value
	ElementIs                    // an element <Name> is Value
	JSONHas                      // a JSON member Name, at any depth, holds Value
	JSONIs                       // a JSON member Name is Value; an empty Value asks for presence
)

// A Marker is one thing to find in an answer.
type Marker struct {
	Kind  MarkerKind
	Name  string // of the field, cookie, element or member, in lower case
	Value string // in lower case
}

// The tables are written with these.

func header(name, has string) Marker    { return Marker{HeaderHas, name, has} }
func headerIs(name, is string) Marker   { return Marker{HeaderIs, name, is} }
func server(has string) Marker          { return Marker{HeaderHas, "server", has} }
func cookie(prefix string) Marker       { return Marker{CookieHas, prefix, ""} }
func body(has string) Marker            { return Marker{BodyHas, "", has} }
func bodyIs(is string) Marker           { return Marker{BodyIs, "", is} }
func title(has string) Marker           { return Marker{ElementHas, "title", has} }
func element(name, has string) Marker   { return Marker{ElementHas, name, has} }
func elementIs(name, is string) Marker  { return Marker{ElementIs, name, is} }
func member(name, is string) Marker     { return Marker{JSONIs, name, is} }
func memberHas(name, has string) Marker { return Marker{JSONHas, name, has} }

// all is a conjunction of markers.
func all(m ...Marker) []Marker { return m }

// claims are written strongest first: said("a").or("b", "c").
type claims []Claim

func said(ids ...CauseID) claims  { return claims(nil).add(Stated, Always, ids) }
func maybe(ids ...CauseID) claims { return claims(nil).add(Likely, Always, ids) }

func (c claims) or(ids ...CauseID) claims              { return c.add(Possible, Always, ids) }
func (c claims) likely(g Given, ids ...CauseID) claims { return c.add(Likely, g, ids) }
func (c claims) stated(g Given, ids ...CauseID) claims { return c.add(Stated, g, ids) }

func (c claims) add(s Strength, g Given, ids []CauseID) claims {
	for _, id := range ids {
		c = append(c, Claim{Cause: id, Strength: s, Given: g})
	}
	return c
}
