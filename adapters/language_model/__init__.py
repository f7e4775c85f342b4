"""A language model of the operator's choice, behind any endpoint that speaks like OpenAI's."""
