var user_details =  {
 "screen_name": "lena_okafor",
 "full_name": "Lena Okafor",
 "id": "7100001",
 "bio": "",
 "created_at": "2009-11-01 10:00:00 +0000"
}