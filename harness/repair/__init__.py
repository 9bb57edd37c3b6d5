"""From a bug to an edit of the submission that is proven to mend it."""
