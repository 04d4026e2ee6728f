-- Replaces the text of KEYS[1] by ARGV[2], if it still is ARGV[1].
if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[2])
end
return 0
