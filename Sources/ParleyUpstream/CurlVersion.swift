import CCurl

/// The libcurl that is in use, and what it stands on.
public enum CurlVersion {
    public static var text: String { String(cString: curl_version()) }
}
