-- Writes a heartbeat for each of the servers KEYS[1] .. ARGV[1] to KEYS[1] .. ARGV[2]. Those before ARGV[3] burn CPU.
-- ARGV[4] is their boot id, ARGV[5] what they say of their app.
for i = ARGV[1], ARGV[2] do
  local cpu = i < tonumber(ARGV[3]) and '98.5' or '12.5'
  redis.call('XADD', KEYS[1] .. i, 'MAXLEN', '~', 120, '*', 'cpu', cpu, 'cpus', '1', 'boot', ARGV[4], 'app', ARGV[5])
end
