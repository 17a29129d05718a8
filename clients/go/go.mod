module github.com/rollcall/rollcall-go

go 1.24
