window.YTD.ad_engagements.part0 = [
  {
    "private": "this must never be read"
  }
]