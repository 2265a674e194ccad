import math
import multiprocessing


def is_prime(n):
    """Whether n is a prime number. Given: your worker may use it."""
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def primes_below(limit):
    count = 0
    for n in range(limit):
        if is_prime(n):
            count = count + 1
    return count


def count_primes(limits, processes=2):
    # 1. 创建进程池
    pool = multiprocessing.Pool(processes)
    # 2. 添加任务
    res_list = []
    for limit in limits:
        res = pool.apply_async(primes_below, (limit,))
        res_list.append(res)
    # 3. 关闭, 4. 回收
    pool.close()
    pool.join()
    # 5. results
    return [res.get() for res in res_list]
