"""`python -m harness.languages`, in a checkout: bring the .po files of all languages up to date."""

from harness.languages.refreshing import main

main()
