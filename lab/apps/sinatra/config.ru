require 'sinatra/base'
require 'json'

class Lab < Sinatra::Base
  set :environment, :production
  set :show_exceptions, false
  use Rack::Session::Cookie, key: 'rack.session', secret: 'lab-' * 16
  get('/ok') { "ok\n" }
  get('/allow') { request.ip == '127.0.0.2' ? "ok\n" : halt(403) }
  get('/block') { request.ip == '127.0.0.1' ? halt(403, 'Forbidden') : "ok\n" }
  get('/ua') { request.user_agent.to_s =~ /monitor/ ? halt(403, 'Forbidden') : "ok\n" }
  get('/role') do
    next "ok\n" if request.env['HTTP_AUTHORIZATION'] == 'Bearer admin'
    halt 403, { error: 'forbidden' }.to_json if request.env['HTTP_AUTHORIZATION'] == 'Bearer good'
    halt 401, { 'WWW-Authenticate' => 'Bearer' }, { error: 'unauthorized' }.to_json
  end
  get('/login/:name') { session[:user] = params[:name]; "ok\n" }
  get('/admin') { session[:user] ? "ok\n" : halt(403) }
  get('/boom') { raise 'boom' }
  get('/host') { request.host.end_with?('lab.test') ? "ok\n" : halt(403) }
  get('/ref') { request.referer.to_s =~ /127\.0\.40\.1|www\.lab\.test/ ? "ok\n" : halt(403) }
end
run Lab
