import { createContext, useContext } from "react";
import type { Api, Server } from "./client";

const ServerContext = createContext<Server | null>(null);

export const ServerProvider = ServerContext.Provider;

export function useServer(): Server {
  const server = useContext(ServerContext);
  if (!server) throw new Error("useServer needs a ServerProvider above it");
  return server;
}

export function useApi(): Api {
  return useServer().api;
}
