package diagnose

var (
	botFacts, wafFacts, apiFacts                                                                            []Fact
	authFacts, gatewayFacts, proxyFacts, platformFacts, frameworkFacts, serverFacts, pageFacts, statusFacts []Fact
)
