namespace AIoT.Embedded.Node
{
    /// <summary>How the connection to the broker is secured.</summary>
    public static class LinkSecurity
    {
        /// <summary>Not at all: for a bench.</summary>
        public const int None = 0;

        /// <summary>TLS: the board checks the broker's certificate and name against its authority's certificate.</summary>
        public const int Server = 1;

        /// <summary>TLS both ways: the board shows a certificate of its own, too.</summary>
        public const int Mutual = 2;
    }
}
