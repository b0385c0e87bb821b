window.YTD.note_tweet.part0 = [
  {
    "noteTweet" : {
      "noteTweetId" : "1619232557977567280",
      "updatedAt" : "2023-01-28T07:15:00.000Z",
      "lifecycle" : {
        "value" : "1",
        "name" : "Active",
        "originalName" : "Active",
        "annotations" : {}
      },
      "createdAt" : "2023-01-28T07:15:00.000Z",
      "core" : {
        "styletags" : [],
        "urls" : [],
        "text" : "Six years ago tonight the middle arches went. I am asked for a lesson every January, and every January I have a different one, so take this as the lesson of 2023 and no more.\n\nWe were proud, in 2018, of the steel. It has behaved as steel does: it has done what we calculated and nothing else. What surprised us were the stones. We put them back as clothing. Ms Setowatari measured, on the day, that they carried four parts in a hundred of the load. Last week we measured again, with the same sensors in the same places. They carry seven.\n\nNothing has gone wrong. The lime has gone on hardening, as Hajj Darwish said it would, from the outside in, at its own pace; and as it hardens the old arch takes back, a little each year, the work that it used to do. We did not design this. We only waited in the right way, because an old man pressed his thumb into a wall and told us it was not finished.\n\nHe died in November, in his sleep, at eighty-two. The wall is not finished. #Halfaya #bridge",
        "mentions" : [],
        "cashtags" : [],
        "hashtags" : [
          {
            "text" : "Halfaya",
            "fromIndex" : "972",
            "toIndex" : "980"
          },
          {
            "text" : "bridge",
            "fromIndex" : "981",
            "toIndex" : "988"
          }
        ]
      }
    }
  }
]
