module example.com/video-site

go 1.19
