Grailbird.data.tweets_2017_03 = 
 [
 {
  "source": "<a href=\"https://example.org\">Example</a>",
  "entities": {
   "user_mentions": [
    {
     "screen_name": "lena_okafor",
     "name": "Lena Okafor",
     "id": 7100001,
     "id_str": "7100001",
     "indices": [
      0,
      12
     ]
    }
   ],
   "media": [],
   "hashtags": [],
   "urls": []
  },
  "geo": {},
  "id_str": "840000000000000005",
  "text": "@lena_okafor and the lock gates held. That is all I know.",
  "id": 840000000000000005,
  "created_at": "2017-03-09 18:20:11 +0000",
  "user": {
   "name": "Lena Okafor",
   "screen_name": "lena_okafor",
   "protected": false,
   "id_str": "7100001",
   "profile_image_url_https": "https://pbs.twimg.com/profile_images/1/a.jpg",
   "id": 7100001,
   "verified": false
  },
  "in_reply_to_user_id": 7100001,
  "in_reply_to_screen_name": "lena_okafor",
  "in_reply_to_user_id_str": "7100001",
  "in_reply_to_status_id_str": "840000000000000004",
  "in_reply_to_status_id": 840000000000000004
 },
 {
  "source": "<a href=\"https://example.org\">Example</a>",
  "entities": {
   "user_mentions": [],
   "media": [
    {
     "expanded_url": "https://twitter.com/lena_okafor/status/840000000000000004/photo/1",
     "indices": [
      52,
      75
     ],
     "url": "https://t.co/aaaaaaaaaa",
     "media_url": "http://pbs.twimg.com/media/G1.jpg",
     "id_str": "731",
     "id": 731,
     "media_url_https": "https://pbs.twimg.com/media/G1.jpg",
     "sizes": [
      {
       "h": 683,
       "resize": "fit",
       "w": 640
      },
      {
       "h": 150,
       "resize": "crop",
       "w": 150
      }
     ],
     "display_url": "pic.twitter.com/aaaaaaaaaa"
    }
   ],
   "hashtags": [
    {
     "text": "flood",
     "indices": [
      45,
      51
     ]
    }
   ],
   "urls": []
  },
  "geo": {},
  "id_str": "840000000000000004",
  "text": "The mill race rose 2 m &amp; nobody was hurt #flood https://t.co/aaaaaaaaaa",
  "id": 840000000000000004,
  "created_at": "2017-03-09 18:19:40 +0000",
  "user": {
   "name": "Lena Okafor",
   "screen_name": "lena_okafor",
   "protected": false,
   "id_str": "7100001",
   "profile_image_url_https": "https://pbs.twimg.com/profile_images/1/a.jpg",
   "id": 7100001,
   "verified": false
  }
 },
 {
  "source": "<a href=\"https://example.org\">Example</a>",
  "entities": {
   "user_mentions": [],
   "media": [],
   "hashtags": [],
   "urls": []
  },
  "geo": {},
  "id_str": "840000000000000003",
  "text": "RT @marek_dub: Water at the weir: 310 cm. Stay off the towpath until the wardens have been round and the\u2026",
  "id": 840000000000000003,
  "created_at": "2017-03-08 09:00:00 +0000",
  "user": {
   "name": "Lena Okafor",
   "screen_name": "lena_okafor",
   "protected": false,
   "id_str": "7100001",
   "profile_image_url_https": "https://pbs.twimg.com/profile_images/1/a.jpg",
   "id": 7100001,
   "verified": false
  },
  "retweeted_status": {
   "source": "<a href=\"https://example.org\">Example</a>",
   "entities": {
    "user_mentions": [],
    "media": [],
    "hashtags": [
     {
      "text": "flood",
      "indices": [
       109,
       115
      ]
     }
    ],
    "urls": []
   },
   "geo": {},
   "id_str": "839999999999999999",
   "text": "Water at the weir: 310 cm. Stay off the towpath until the wardens have been round and the barriers are back. #flood",
   "id": 839999999999999999,
   "created_at": "2017-03-08 08:58:00 +0000",
   "user": {
    "name": "Marek Dub",
    "screen_name": "marek_dub",
    "protected": false,
    "id_str": "7100002",
    "profile_image_url_https": "https://pbs.twimg.com/profile_images/1/a.jpg",
    "id": 7100002,
    "verified": false
   }
  }
 },
 {
  "source": "<a href=\"https://example.org\">Example</a>",
  "entities": {
   "user_mentions": [
    {
     "screen_name": "marek_dub",
     "name": "Marek Dub",
     "id": 7100002,
     "id_str": "7100002",
     "indices": [
      1,
      11
     ]
    }
   ],
   "media": [],
   "hashtags": [],
   "urls": [
    {
     "url": "https://t.co/bbbbbbbbbb",
     "expanded_url": "https://twitter.com/marek_dub/status/839000000000000001",
     "display_url": "twitter.com/marek_dub/stat\u2026",
     "indices": [
      22,
      45
     ]
    }
   ]
  },
  "geo": {},
  "id_str": "840000000000000002",
  "text": ".@marek_dub is right: https://t.co/bbbbbbbbbb",
  "id": 840000000000000002,
  "created_at": "2017-03-07 07:30:00 +0000",
  "user": {
   "name": "Lena Okafor",
   "screen_name": "lena_okafor",
   "protected": false,
   "id_str": "7100001",
   "profile_image_url_https": "https://pbs.twimg.com/profile_images/1/a.jpg",
   "id": 7100001,
   "verified": false
  }
 }
]