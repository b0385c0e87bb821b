window.YTD.account.part0 = [
  {
    "account": {
      "email": "nobody@example.org",
      "createdVia": "web",
      "username": "lena_okafor",
      "accountId": "7100001",
      "createdAt": "2015-01-01T00:00:00.000Z",
      "accountDisplayName": "Lena Okafor"
    }
  }
]