using Traceability.Edge;

return await CommandLine.Root().Parse(args).InvokeAsync();
