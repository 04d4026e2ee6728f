-- Takes the lease KEYS[1] for the run ARGV[1], or renews it, for ARGV[2] milliseconds. KEYS[2] has the last token.
-- ARGV[3] is the token that the run already had, or 0.
-- Returns {1, token} if the run has the lease, {0, holder} if another one has, {2, ''} if another one has had it since.
local function token(text)
  local number = tonumber(text or '0') or 0
  return number > 0 and number < 9007199254740991 and number or 0
end
local lease = redis.call('HMGET', KEYS[1], 'run', 'token')
if lease[1] and lease[1] ~= ARGV[1] then
  return {0, lease[1]}
end
local has = lease[1] and token(lease[2]) or 0
local had = token(ARGV[3])
local last = token(redis.call('GET', KEYS[2]))
if has == 0 and had > 0 and last > had then
  return {2, ''}
end
if has == 0 then
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  has = had > 0 and had or math.max(last + 1, now)
  local text = string.format('%.0f', has)
  redis.call('SET', KEYS[2], text)
  redis.call('HSET', KEYS[1], 'run', ARGV[1], 'token', text)
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {1, string.format('%.0f', has)}
