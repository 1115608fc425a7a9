package web

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
)

var setupSamples = []Sample[SetupView]{
	{"fresh", setupView("", "", nil)},
	{"wrong", setupView("us-abcd", "ada@example", faults{{Field: "token", Text: "is not the one that the server printed"}, {Field: "email", Text: "is not an e-mail address"}, {Field: "password", Text: "is shorter than 12 characters"}})},
	{"hostile", setupView(hostile, hostile, faults{{Field: "", Text: hostile}, {Field: "email", Text: hostile}})},
}

var signInSamples = []Sample[SignInView]{
	{"fresh", SignInView{ReturnTo: "/monitors"}},
	{"wrong", SignInView{Email: "ada@example.com", ReturnTo: "/incidents", Error: "The e-mail address or the password is wrong."}},
	{"hostile", SignInView{Email: hostile, ReturnTo: hostile, Error: hostile}},
}

var deleteSamples = []Sample[DeleteView]{
	{"a monitor", DeleteView{"monitor", "Checkout API", "Its checks, its history and its captures are deleted with it.", "/monitors/m1/delete", "/monitors/m1"}},
	{"hostile", DeleteView{"channel", hostile, hostile, "javascript:" + hostile, "javascript:" + hostile}},
}

var channelsSamples = []Sample[ChannelsView]{
	{"empty", ChannelsView{Kinds: []Option{{Value: "webhook", Label: "Webhook"}, {Value: "email", Label: "E-mail"}, {Value: "slack", Label: "Slack"}}}},
	{"busy", ChannelsView{Rows: []ChannelRow{{ID: "c1", Name: "On-call", Kind: "Webhook", Target: "https://hooks.example.com/••••••", Default: true},
		{ID: "c2", Name: "Team room", Kind: "Slack", Failing: "post: 404 Not Found: no_service"}, {ID: "c3", Name: "Mail to operations", Kind: "E-mail", Target: "ops@example.com", Paused: true}}}},
	{"hostile", ChannelsView{Rows: []ChannelRow{{hostile, hostile, hostile, hostile, true, false, hostile}}}},
}

func channelSamples() []Sample[ChannelView] {
	s := sampleWeb()
	draw := func(was alert.Channel, in url.Values, bad faults) ChannelView {
		v, err := s.channelForm(context.Background(), was, in, bad)
		if err != nil {
			panic("web: sample form: " + err.Error())
		}
		return v
	}
	was := alert.Channel{ID: "c3", Kind: "email", Name: "Mail to operations", Created: back(100 * time.Hour), Failing: "550 no such mailbox",
		Settings: json.RawMessage(`{"to":["ops@example.com"],"host":"smtp.example.com:587","password":"x"}`)}
	in := url.Values{"name": {was.Name}, "settings.to": {"ops@example.com"}, "settings.host": {"smtp.example.com:587"}}
	evil := was
	evil.Name, evil.Failing = hostile, hostile
	return []Sample[ChannelView]{
		{"new", draw(alert.Channel{Kind: "email"}, url.Values{"default": {"on"}}, nil)},
		{"wrong", draw(alert.Channel{Kind: "email"}, url.Values{}, faults{{Field: "name", Text: "must not be empty"}, {Field: "settings.to", Text: "must not be empty"}})},
		{"failing", draw(was, in, nil)},
		{"hostile", draw(evil, url.Values{"name": {hostile}, "settings.to": {hostile}}, faults{{Field: "", Text: hostile}})}}
}

func settingsSamples() []Sample[SettingsView] {
	base := func() SettingsView {
		v := SettingsView{Email: "ada@example.com", KeyName: FieldView{Name: "name", Label: "Name", Kind: "text", Required: true, Placeholder: "Deploy script", Help: "What it is for, so that you know which one to revoke."},
			Password: []FieldView{{Name: "current", Label: "Present password", Kind: "password", Required: true}, {Name: "new", Label: "New password", Kind: "password", Required: true, Help: "At least 12 characters."}},
			Sessions: []SessionInfo{{ID: "s1", Created: back(3 * time.Hour), Seen: back(time.Second), Address: "192.0.2.7", Agent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0", Current: true}, {ID: "s2", Created: back(300 * time.Hour), Seen: back(70 * time.Hour), Address: "2001:db8::7", Agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"}}}
		for i, sc := range []string{"read", "write", "admin"} {
			v.Scopes = append(v.Scopes, Option{Value: sc, Label: scopeWords(sc), Chosen: i == 0})
		}
		return v
	}
	busy := base()
	busy.Keys = []APIKey{{"k1", "Deploy script", "us_7Qx4", "write", back(240 * time.Hour), back(time.Hour), time.Time{}}, {"k2", "Old dashboard", "us_19ab", "read", back(2400 * time.Hour), time.Time{}, back(24 * time.Hour)}}
	fresh := busy
	fresh.NewKey = "us_4fJk2sample0000key0000not0000real00000000"
	wrong := base()
	wrong.KeyName.Error, wrong.Password[0].Error = "This must not be empty.", "The present password is wrong."
	evil := base()
	evil.Email, evil.Error, evil.Keys, evil.Sessions[0].Agent = hostile, hostile, []APIKey{{hostile, hostile, hostile, hostile, back(0), back(0), time.Time{}}}, hostile
	return []Sample[SettingsView]{{"no key", base()}, {"keys", busy}, {"a new key", fresh}, {"wrong", wrong}, {"hostile", evil}}
}

var guidesSamples = []Sample[GuidesView]{
	{"empty", GuidesView{}},
	{"some", GuidesView{[]GuideGroup{{"By status", []GuideLink{{"401", "401 Unauthorized", "Who are you?", ""}, {"403", "403 Forbidden", "You may not, whoever you are.", ""}, {"429", "429 Too Many Requests", "Not so fast.", ""}}},
		{"Signed links", []GuideLink{{"causes/signed-url/expired", "The signed link has expired", "It said itself until when it is good.", ""}}}}}},
	{"hostile", GuidesView{[]GuideGroup{{hostile, []GuideLink{{hostile, hostile, hostile, hostile}}}}}},
}

var guideSamples = []Sample[Guide]{
	{"a cause", Guide{Path: "causes/signed-url/expired", Title: "The signed link has expired", Lead: "The address carries its own end, such as `X-Amz-Expires`, and that moment is past.",
		Sections: []GuideSection{{Title: "What it means", Paras: []string{"The server compares the time in the address with its own clock. It does not matter who asks: everybody is refused."}},
			{Title: "How to tell", Points: []string{"The body names it: `Request has expired`.", "The time in the address lies in the past."}},
			{Title: "What to change", Steps: []string{"Sign the object again.", "$ aws s3 presign s3://bucket/key --expires-in 604800"}}},
		Related: []GuideLink{{"causes/signed-url/bad-signature", "The signature does not fit", "Something in the address was changed.", "What to change, also for S3"}}, Sources: []string{"https://docs.aws.amazon.com/AmazonS3/latest/userguide/ShareObjectPreSignedURL.html"}}},
	{"bare", Guide{Path: "418", Title: "418"}},
	{"hostile", Guide{Path: hostile, Title: hostile, Lead: hostile, Sections: []GuideSection{{hostile, []string{hostile}, []string{hostile}, []string{"$ " + hostile, hostile}, []GuideLink{{hostile, hostile, hostile, hostile}}, hostileIncident().Diagnosis.Fix}}, Related: []GuideLink{{hostile, hostile, hostile, hostile}}, Sources: []string{"javascript:" + hostile}}},
}

var errorSamples = []Sample[ErrorView]{
	{"not found", ErrorView{404, "There is no page at this address."}}, {"forbidden", ErrorView{403, "This form was sent from another site, so nothing was changed."}},
	{"ours", ErrorView{500, "Something went wrong on our side."}}, {"hostile", ErrorView{422, hostile}},
}
