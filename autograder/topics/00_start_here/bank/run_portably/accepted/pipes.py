"""A pipe for each child."""
import multiprocessing


def cook(connection, dish, guests):
    connection.send(dish + " for " + str(guests))
    connection.close()


def run_portably(dishes, guests):
    friends = []
    for dish in dishes:
        here, there = multiprocessing.Pipe()
        friend = multiprocessing.Process(target=cook, args=(there, dish, guests))
        friend.start()
        friends.append((dish, friend, here))
    texts = {}
    for dish, friend, here in friends:
        texts[dish] = here.recv()
        friend.join()
    return texts


def main():
    print(run_portably(["soup", "rice"], 6))


if __name__ == "__main__":
    main()
