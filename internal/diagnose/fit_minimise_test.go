package diagnose

import (
	"math"
	"slices"
)

// A correction is what one step has shown of the curvature.
type correction struct {
	s, y []float64
	rho  float64
}

// minimise finds the least of f from start by L-BFGS (Nocedal and Wright,
// Numerical Optimization, algorithm 7.5) with a memory of eight steps and a
// line search that halves.
func minimise(start []float64, f func(x, grad []float64) float64) []float64 {
	x, g := slices.Clone(start), make([]float64, len(start))
	v := f(x, g)
	var memory []correction
	for range 200 {
		dir := descent(g, memory)
		slope := dot(dir, g)
		if slope <= 0 || math.Sqrt(dot(g, g)) < 1e-6 {
			break
		}
		nx, ng, nv := make([]float64, len(x)), make([]float64, len(x)), v
		for step := 1.0; step > 1e-9; step /= 2 {
			copy(nx, x)
			axpy(nx, -step, dir)
			if nv = f(nx, ng); nv <= v-1e-4*step*slope {
				break
			}
		}
		if nv >= v {
			break
		}
		c := correction{s: diff(nx, x), y: diff(ng, g)}
		if sy := dot(c.s, c.y); sy > 1e-12 {
			c.rho = 1 / sy
			memory = append(memory, c)
			memory = memory[max(0, len(memory)-8):]
		}
		x, g, v = nx, ng, nv
	}
	return x
}

// descent is the gradient through the inverse of the curvature.
func descent(g []float64, memory []correction) []float64 {
	dir := slices.Clone(g)
	alpha := make([]float64, len(memory))
	for i := len(memory) - 1; i >= 0; i-- {
		alpha[i] = memory[i].rho * dot(memory[i].s, dir)
		axpy(dir, -alpha[i], memory[i].y)
	}
	if n := len(memory); n > 0 {
		last := memory[n-1]
		scale := dot(last.s, last.y) / dot(last.y, last.y)
		for i := range dir {
			dir[i] *= scale
		}
	}
	for i := range memory {
		axpy(dir, alpha[i]-memory[i].rho*dot(memory[i].y, dir), memory[i].s)
	}
	return dir
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

// axpy adds k times b to a.
func axpy(a []float64, k float64, b []float64) {
	for i := range a {
		a[i] += k * b[i]
	}
}

func diff(a, b []float64) []float64 {
	out := slices.Clone(a)
	axpy(out, -1, b)
	return out
}
