// A site's own backend in plain Go: it knows who is logged in, and gets that person's page a token from the gateway.
package main

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"sync"
	"time"
)

var (
	gatewayURL   = mustHave("AKOOL_GATEWAY_URL")
	issuerSecret = mustHave("AKOOL_GATEWAY_ISSUER_SECRET")
	client       = &http.Client{Timeout: 10 * time.Second}

	lock  sync.Mutex
	users = map[string]string{}
)

func main() {
	address := "127.0.0.1:" + orElse(os.Getenv("PORT"), "3000")
	files := http.FileServer(http.Dir(orElse(os.Getenv("PUBLIC_DIR"), "../page")))
	http.HandleFunc("/video-token", giveToken)
	http.HandleFunc("/", func(response http.ResponseWriter, request *http.Request) {
		if request.URL.Path == "/" && userOf(request) == "" {
			http.SetCookie(response, logIn())
		}
		files.ServeHTTP(response, request)
	})
	fmt.Println("ready http://" + address)
	log.Fatal(http.ListenAndServe(address, nil))
}

func giveToken(response http.ResponseWriter, request *http.Request) {
	user := userOf(request)
	switch {
	case request.Method != http.MethodPost:
		http.Error(response, "POST only", http.StatusMethodNotAllowed)
		return
	// Another site may not spend this visitor's credits; a browser cannot be made to lie about this header.
	case request.Header.Get("Sec-Fetch-Site") != "same-origin":
		http.Error(response, "not from here", http.StatusForbidden)
		return
	case user == "":
		http.Error(response, "log in first", http.StatusUnauthorized)
		return
	}
	grant, err := mint(user)
	if err != nil {
		log.Printf("the gateway gave no token: %v", err)
		http.Error(response, "no token", http.StatusBadGateway)
		return
	}
	response.Header().Set("Content-Type", "application/json")
	response.Header().Set("Cache-Control", "no-store")
	response.Write(grant)
}

func mint(user string) ([]byte, error) {
	limits := map[string]any{"max_credits": 100, "max_resolution": "1080p"}
	body, err := json.Marshal(map[string]any{"subject": user, "limits": limits})
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequest(http.MethodPost, gatewayURL+"/token", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+issuerSecret)
	request.Header.Set("Content-Type", "application/json")
	answer, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", answer.StatusCode)
	}
	return io.ReadAll(io.LimitReader(answer.Body, 64*1024))
}

// In place of your login: every visitor is a guest with an account of their own.
func logIn() *http.Cookie {
	random := make([]byte, 16)
	if _, err := rand.Read(random); err != nil {
		panic(err)
	}
	session := hex.EncodeToString(random)
	lock.Lock()
	defer lock.Unlock()
	users[session] = fmt.Sprintf("guest-%d", len(users)+1)
	return &http.Cookie{Name: "session", Value: session, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode}
}

func userOf(request *http.Request) string {
	cookie, err := request.Cookie("session")
	if err != nil {
		return ""
	}
	lock.Lock()
	defer lock.Unlock()
	return users[cookie.Value]
}

func mustHave(name string) string {
	value := os.Getenv(name)
	if value == "" {
		log.Fatalf("%s is missing", name)
	}
	return value
}

func orElse(value, other string) string {
	if value == "" {
		return other
	}
	return value
}
