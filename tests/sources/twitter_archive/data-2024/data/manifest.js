window.__THAR_CONFIG = {
  "userInfo": {
    "accountId": "7100001",
    "userName": "lena_okafor",
    "displayName": "Lena Okafor"
  },
  "archiveInfo": {
    "sizeBytes": "1",
    "generationDate": "2024-05-03T00:00:00.000Z",
    "isPartialArchive": false
  },
  "dataTypes": {
    "tweets": {
      "mediaDirectory": "data/tweets_media",
      "files": [
        {
          "fileName": "data/tweets.js",
          "globalName": "YTD.tweets.part0",
          "count": "3"
        },
        {
          "fileName": "data/tweets-part1.js",
          "globalName": "YTD.tweets.part1",
          "count": "2"
        },
        {
          "fileName": "data/tweets-part2.js",
          "globalName": "YTD.tweets.part2",
          "count": "812"
        }
      ]
    },
    "directMessages": {
      "files": [
        {
          "fileName": "data/direct-messages.js",
          "globalName": "YTD.direct_messages.part0",
          "count": "9"
        }
      ]
    },
    "communityTweet": {
      "files": [
        {
          "fileName": "data/community-tweet.js",
          "globalName": "YTD.community_tweet.part0",
          "count": "1"
        }
      ]
    }
  }
}