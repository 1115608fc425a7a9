package probe

import (
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// FuzzCheckAccess: whatever stands in the settings of a matrix, it is taken
// with a bounded number of cells or refused with what is wrong.
func FuzzCheckAccess(f *testing.F) {
	f.Add([]byte(`{"identities":[{"name":"viewer","value":"Bearer x"},{"name":"k","header":"X-Api-Key","value":"y"}],"endpoints":[{"url":"https://a.example/admin","expect":["none=401","wrong=401,403","viewer=2xx","k=200-204"]}]}`))
	f.Add([]byte(`{"endpoints":[{"url":"https://a.example/","method":"HEAD","expect":["none=","=401","none"]}]}`))
	f.Fuzz(func(t *testing.T, spec []byte) {
		err := checkAccess(spec)
		if err != nil && !problem.Is(err, problem.Invalid) {
			t.Errorf("%v is no problem of the input", err)
		}
		if a, derr := decodeAccess(spec); err == nil && derr == nil {
			if cells, bad := a.plan(); len(bad) > 0 || len(cells) == 0 || len(cells) > MaxCells {
				t.Errorf("%d cells, %v", len(cells), bad)
			}
		}
		accessKind.Target(spec)
		accessKind.Host(spec)
	})
}
