"""What is made from published figures: the gallery page, slides and the site."""
