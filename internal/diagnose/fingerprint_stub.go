package diagnose

var apiFacts, frameworkFacts, pageFacts []Fact
