-- Gives the lease KEYS[1] back, if the run ARGV[1] has it.
if redis.call('HGET', KEYS[1], 'run') == ARGV[1] then
  redis.call('DEL', KEYS[1])
end
return 0
