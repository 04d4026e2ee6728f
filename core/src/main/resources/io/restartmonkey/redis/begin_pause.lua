-- Makes the pause KEYS[1] for ARGV[1], for the reason ARGV[2], for ARGV[3] milliseconds.
redis.call('HSET', KEYS[1], 'who', ARGV[1], 'why', ARGV[2])
return redis.call('PEXPIRE', KEYS[1], ARGV[3])
