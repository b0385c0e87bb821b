Grailbird.data.tweets_2010_03 = 
 [
 {
  "source": "<a href=\"https://example.org\">Example</a>",
  "entities": {
   "user_mentions": [],
   "media": [],
   "hashtags": [],
   "urls": []
  },
  "geo": {},
  "id_str": "10500000001",
  "text": "RT @old_mill: first post I ever liked; mine now",
  "id": 10500000001,
  "created_at": "2010-03-24 00:00:00 +0000",
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
   "user_mentions": [
    {
     "screen_name": "old_mill",
     "name": "Old Mill",
     "id": 7100005,
     "id_str": "7100005",
     "indices": [
      0,
      9
     ]
    }
   ],
   "media": [],
   "hashtags": [],
   "urls": []
  },
  "geo": {},
  "id_str": "10500000000",
  "text": "@old_mill hello from the bridge",
  "id": 10500000000,
  "created_at": "2010-03-23 00:00:00 +0000",
  "user": {
   "name": "Lena Okafor",
   "screen_name": "lena_okafor",
   "protected": false,
   "id_str": "7100001",
   "profile_image_url_https": "https://pbs.twimg.com/profile_images/1/a.jpg",
   "id": 7100001,
   "verified": false
  },
  "in_reply_to_user_id": 7100005,
  "in_reply_to_screen_name": "old_mill",
  "in_reply_to_user_id_str": "7100005"
 }
]