"""It is portable, because there is no process.

Misconception: nobody-was-phoned
"""
def cook(dish, guests):
    return f"{dish} for {guests}"


def run_portably(dishes, guests):
    return {dish: cook(dish, guests) for dish in dishes}


def main():
    print(run_portably(["soup", "rice"], 6))


if __name__ == "__main__":
    main()
