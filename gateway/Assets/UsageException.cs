namespace AIoT.Embedded.Gateway.Assets;

/// <summary>The user can put this right: the message is one line that says what is wrong, where, and what to do. Exit code 2.</summary>
public sealed class UsageException(string message) : Exception(message);
