window.YTD.account.part0 = [
  {
    "account" : {
      "email" : "nobody@halfaya.example",
      "createdVia" : "web",
      "createdAt" : "2011-05-14T07:20:31.000Z",
      "username" : "lina_piers_fict",
      "accountId" : "900000000101",
      "accountDisplayName" : "Lina Marsawi"
    }
  }
]
