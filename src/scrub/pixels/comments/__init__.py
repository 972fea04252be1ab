"""What a codestream carries besides its image, left out: comments, thumbnails, metadata."""
