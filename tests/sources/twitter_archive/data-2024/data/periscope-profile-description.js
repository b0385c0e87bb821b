window.YTD.periscope_profile_description.part0 = [
  {
    "private": "this must never be read"
  }
]