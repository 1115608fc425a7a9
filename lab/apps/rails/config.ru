# The lab's Rails application in one file: production environment, the framework's own answers. Run state is in LAB_RAILS.
ENV["RAILS_ENV"] = "production"
ENV["SECRET_KEY_BASE"] ||= "lab-" * 16
require "rails"
require "action_controller/railtie"
require "active_record/railtie"
require "active_storage/engine"
require "rack/attack"
ROOT = ENV.fetch("LAB_RAILS")

class LabApp < Rails::Application
  config.load_defaults 6.1
  config.root = ROOT
  config.eager_load = false
  config.consider_all_requests_local = false
  config.logger = Logger.new(ROOT + "/log/production.log")
  config.public_file_server.enabled = true
  config.hosts << "www.lab.test" if ENV["LAB_MODE"] == "hosts"
  config.active_storage.service = :local
  config.active_storage.service_configurations = { "local" => { "service" => "Disk", "root" => ROOT + "/storage" } }
  config.active_storage.service_urls_expire_in = 1.hour
  config.cache_store = :memory_store
  config.session_store :cookie_store, key: "_lab_session"
  config.middleware.use Rack::Attack
end

Rack::Attack.cache.store = ActiveSupport::Cache::MemoryStore.new
Rack::Attack.throttle("api/ip", limit: 2, period: 10) { |r| r.ip if r.path == "/limited503" }
Rack::Attack.throttle("exports/day", limit: 1, period: 86400) { |r| r.ip if r.path == "/export" }
Rack::Attack.throttled_response = lambda do |env|
  data = env["rack.attack.match_data"]
  left = data[:period] - data[:epoch_time] % data[:period]
  next [503, {}, ["Server Error\n"]] if env["PATH_INFO"] == "/limited503" # an application may throttle with 503, as this one does
  [429, { "Content-Type" => "text/plain", "Retry-After" => left.to_s }, ["Retry later\n"]]
end
Rack::Attack.blocklist("bad address") { |r| r.path == "/notus" && r.ip == "127.0.0.1" }
Rack::Attack.blocklist("fail2ban pentesters") do |r|
  next unless r.path.start_with?("/trap")
  Rack::Attack::Fail2Ban.filter("pentest-#{r.ip}", maxretry: 2, findtime: 10, bantime: 15) { r.path.include?("wp-login") }
end

class PagesController < ActionController::Base
  protect_from_forgery with: :exception
  def ok; render plain: "fine\n"; end
  def boom; raise "undefined method"; end
  def members; session[:user] ? ok : redirect_to("/users/sign_in", alert: "You need to sign in or sign up before continuing."); end
  def sign_in; render html: "<form method=post><input type=password name=password></form>".html_safe; end
  def feed; respond_to { |f| f.json { render json: [] }; f.html { ok } }; end
end

class ApiController < ActionController::API
  include ActionController::HttpAuthentication::Token::ControllerMethods
  before_action { authenticate_or_request_with_http_token { |t, _| @who = { "good" => "admin", "reader" => "reader" }[t] } }
  def ok; render json: { status: "ok" }; end
  def admin; @who == "admin" ? ok : head(:forbidden); end
end

LabApp.routes.append do
  root to: "pages#ok"
  %w[ok export limited503 notus].each { |p| get "/" + p, to: "pages#ok" }
  get "/trap/*x", to: "pages#ok"
  match "/form", to: "pages#ok", via: [:get, :post]
  get "/boom", to: "pages#boom"
  get "/users/sign_in", to: "pages#sign_in"
  get "/members", to: "pages#members"
  get "/feed", to: "pages#feed"
  get "/api/ok", to: "api#ok"
  get "/api/admin", to: "api#admin"
end
LabApp.initialize!

# Active Storage keeps a blob under the first two pairs of letters of its key
KEY = "labkeylabkeylabkey"
FileUtils.mkdir_p(ROOT + "/storage/la/bk")
File.write(ROOT + "/storage/la/bk/" + KEY, "payload\n")
if ENV["LAB_VARS"] # signed URLs for the cases
  sign = lambda { |left| ActiveStorage.verifier.generate({ key: KEY, disposition: "inline", content_type: "text/plain", service_name: :local }, expires_in: left, purpose: :blob_key) }
  File.write(ENV["LAB_VARS"], JSON.generate("RAILS_OK" => sign.(7 * 86400), "RAILS_OLD" => sign.(-3600), "RAILS_BAD" => sign.(7 * 86400).sub(/--.{4}/, "--0000")))
end
run LabApp
