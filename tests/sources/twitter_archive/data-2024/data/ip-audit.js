window.YTD.ip_audit.part0 = [
  {
    "private": "this must never be read"
  }
]