import CCurl

extension CurlTransfer {
    static func setOptions(
        of easy: UnsafeMutableRawPointer, _ request: TransferRequest, headers: UnsafeMutablePointer<curl_slist>?,
        caFile: String?
    ) {
        setSafety(of: easy)
        setConnection(of: easy, request)
        setTrust(of: easy, caFile)
        setRequest(of: easy, request, headers)
    }

    private static func setSafety(of easy: UnsafeMutableRawPointer) {
        // Required in programs with threads; CURLOPT_NOSIGNAL(3).
        parley_easy_set_long(easy, CURLOPT_NOSIGNAL, 1)
        // Without it, removing a handle waits for a name server that does not answer, and the whole loop with it.
        parley_easy_set_long(easy, CURLOPT_QUICK_EXIT, 1)
        parley_easy_set_pointer(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        // A redirect would carry the key and the conversation to a place that nobody has set.
        parley_easy_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
        parley_easy_set_long(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    }

    private static func setConnection(of easy: UnsafeMutableRawPointer, _ request: TransferRequest) {
        // One request a connection: closing the socket is the proof of a stop, and on a connection that was used
        // before curl would silently send a request again when it dies before the first byte.
        parley_easy_set_long(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        parley_easy_set_long(easy, CURLOPT_FRESH_CONNECT, 1)
        parley_easy_set_long(easy, CURLOPT_FORBID_REUSE, 1)
        parley_easy_set_long(easy, CURLOPT_TCP_NODELAY, 1)
        parley_easy_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
        parley_easy_set_long(easy, CURLOPT_TCP_KEEPIDLE, 30)
        parley_easy_set_long(easy, CURLOPT_TCP_KEEPINTVL, 10)
        // Our own limit ends the attempt; curl divides this one among the addresses a name has.
        let seconds = TransferLimits.sensible(request.limits.connectSeconds)
        parley_easy_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, Int(seconds * 1_000) + 500)
        if let path = request.unixSocketPath { parley_easy_set_pointer(easy, CURLOPT_UNIX_SOCKET_PATH, path) }
        // Unset, curl obeys http_proxy, https_proxy, all_proxy and no_proxy.
        if !request.usesProxy { parley_easy_set_pointer(easy, CURLOPT_PROXY, "") }
    }

    private static func setTrust(of easy: UnsafeMutableRawPointer, _ caFile: String?) {
        parley_easy_set_long(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        if let caFile { parley_easy_set_pointer(easy, CURLOPT_CAINFO, caFile) }
        // Without a folder of certificates curl keeps the read file for all transfers (CURLOPT_CA_CACHE_TIMEOUT(3));
        // with one it parses the whole file again for each connection.
        parley_easy_set_pointer(easy, CURLOPT_CAPATH, nil)
    }

    private static func setRequest(
        of easy: UnsafeMutableRawPointer, _ request: TransferRequest, _ headers: UnsafeMutablePointer<curl_slist>?
    ) {
        parley_easy_set_pointer(easy, CURLOPT_URL, request.url)
        parley_easy_set_pointer(easy, CURLOPT_USERAGENT, "parley")
        // What was compressed all the same is unpacked; the reader's own bounds hold for what comes out.
        parley_easy_set_pointer(easy, CURLOPT_ACCEPT_ENCODING, "identity")
        if request.method == "POST" || request.body != nil {
            let body = request.body ?? []
            parley_easy_set_long(easy, CURLOPT_POST, 1)
            parley_easy_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            parley_easy_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, body)
        }
        if request.method == "HEAD" { parley_easy_set_long(easy, CURLOPT_NOBODY, 1) }
        if !["GET", "HEAD", "POST"].contains(request.method) {
            parley_easy_set_pointer(easy, CURLOPT_CUSTOMREQUEST, request.method)
        }
        parley_easy_set_pointer(easy, CURLOPT_HTTPHEADER, headers)
    }
}
