window.YTD.personalization.part0 = [
  {
    "private": "this must never be read"
  }
]