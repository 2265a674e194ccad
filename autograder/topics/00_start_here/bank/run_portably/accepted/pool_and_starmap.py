"""A pool, whose starmap brings the texts back as return values; close and join."""

import multiprocessing


def cook(dish, guests):
    return f"{dish} for {guests}"


def run_portably(dishes, guests):
    with multiprocessing.Pool(2) as pool:
        texts = pool.starmap(cook, [(dish, guests) for dish in dishes])
        pool.close()
        pool.join()
    return dict(zip(dishes, texts))


def main():
    result = run_portably(["soup", "rice"], 6)
    print(result, flush=True)


if __name__ == "__main__":
    main()
