"""External protocols, independent of any app: parsers and serializers for the formats of other systems."""
