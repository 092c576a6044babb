/// Every route there is. The router is built from it, and so are the tests of who may do what.
public enum RouteTable {
    public static let all: [Route] =
        pages + coming + chat + sharing + programs + account + people + signOn + means + providers + upkeep
}
