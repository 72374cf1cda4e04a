namespace AIoT.Embedded.Gateway.Api;

/// <summary>What the API says when it can't: one line.</summary>
/// <param name="Error">What is wrong, and what to do.</param>
public sealed record Problem(string Error)
{
    public static IResult Of(int status, string error) => Results.Json(new Problem(error), statusCode: status);

    public static IResult NotFound(string error) => Of(StatusCodes.Status404NotFound, error);

    public static IResult Bad(string error) => Of(StatusCodes.Status400BadRequest, error);
}
