package inspect

import "testing"

func TestSame(t *testing.T) {
	for _, c := range []struct {
		hash, password string
		want           truth
	}{
		{"$apr1$abcdefgh$VS3vSM84y6riPqgPCrpTW.", "wonderland", yes},
		{"$apr1$abc$51YrpNiEtKAQp4coykJmu.", "x", yes},
		{"$apr1$abc$51YrpNiEtKAQp4coykJmu.", "y", no},
		{"{SHA}qUqP5cyxm6YcTAhz05Hph5gvu9M=", "test", yes},
		{"{SHA}qUqP5cyxm6YcTAhz05Hph5gvu9M=", "x", no},
		{"$2y$05$c4WoMPo3SXsafkva.HHa6uXQZWr7oboPiC2bT/r7q1BB8I2s0BRqC", "bar", no},
		{"{PLAIN}a", "a", yes},
		{"$6$x$y", "a", maybe},
		{"", "", maybe},
	} {
		if got := same(c.hash, c.password); got != c.want {
			t.Errorf("%s with %s: got %v", c.hash, c.password, got)
		}
	}
}
