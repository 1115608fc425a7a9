package diagnose

var (
	cloudflareFacts, cloudFacts, storageFacts, awsFacts, googleFacts, microsoftFacts, botFacts, wafFacts, apiFacts    []Fact
	authFacts, gatewayFacts, proxyFacts, platformFacts, frameworkFacts, serverFacts, pageFacts, statusFacts           []Fact
	authCauses, authzCauses, netCauses, wafCauses, rateCauses, signedCauses, clockCauses, refererCauses               []Entry
	staticCauses, hostCauses, tlsCauses, requestCauses, edgeCauses, siteCauses, upstreamCauses, appCauses, metaCauses []Entry
)
