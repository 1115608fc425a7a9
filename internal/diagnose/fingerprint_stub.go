package diagnose

var apiFacts, gatewayFacts, proxyFacts, platformFacts, frameworkFacts, serverFacts, pageFacts []Fact
