window.YTD.account.part0 = [
  {
    "account": {
      "email": "nobody@example.org",
      "createdVia": "web",
      "username": "marek_dub",
      "accountId": "7100002",
      "createdAt": "2015-01-01T00:00:00.000Z",
      "accountDisplayName": "Marek Dub"
    }
  }
]