*	@ALL	1
staff:*	@ALL	0
staff:*	@staff	8
