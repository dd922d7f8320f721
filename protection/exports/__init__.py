"""Files that leave the house: numbered, watermarked, limited, and without those who must not be found through them."""
